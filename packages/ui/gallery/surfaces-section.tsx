import { useState } from 'react'
import {
  Badge,
  Banner,
  Button,
  Card,
  CountBadge,
  Dialog,
  Drawer,
  EmptyState,
  ProgressBar,
  ProgressRing,
  Reading,
  RunsIcon,
  Sheet,
  SkeletonLines,
  SyncChip,
  useLive,
  type SyncKind,
  type Tone,
} from '../src/index.ts'
import { Section } from './section.tsx'

const tones: readonly (readonly [Tone, string])[] = [
  ['neutral', 'Assigned'],
  ['info', 'Counting'],
  ['ok', 'Submitted'],
  ['warn', 'Not on list'],
  ['unknown', 'Unknown'],
  ['bad', 'Rejected'],
]
const kinds: readonly SyncKind[] = ['all-sent', 'saved-here', 'sending', 'attention', 'sign-in', 'storage']

/** Cards, badges, banners, dialogs, progress. */
export function SurfacesSection() {
  return (
    <Section title="Surfaces">
      <div className="g-row">
        {tones.map(([tone, words]) => (
          <Badge key={tone} tone={tone}>
            {words}
          </Badge>
        ))}
        <CountBadge tone="warn">3</CountBadge>
        <CountBadge>12</CountBadge>
      </div>
      <div className="g-row">
        {kinds.map((kind) => (
          <SyncChip key={kind} kind={kind} count={12} time="10:42" onOpen={() => undefined} />
        ))}
      </div>
      <div className="g-grid">
        <Banner tone="info">You can keep counting. Submit will finish when you are back online.</Banner>
        <Banner
          tone="warn"
          title="Taken over by Ben at 10:44"
          actions={<Button size="s">Count together</Button>}
        >
          Your 31 scans are safe and will be merged.
        </Banner>
        <Banner tone="bad" title="Two scans could not be read" onDismiss={() => undefined} />
        <Banner tone="ok" title="A-12 is submitted" />
      </div>
      <div className="g-grid">
        <Card
          title="A-12 Mugs and glasses"
          aside={<Badge tone="info">Counting</Badge>}
          footer={<Button>Open</Button>}
        >
          <ProgressBar label="Locations" done={37} total={52} />
        </Card>
        <Card level={3} title="Today">
          <div className="g-row" style={{ alignItems: 'stretch' }}>
            <Reading label="Net variance" value="−€412.18" note="of €18,204.00 counted" tone="bad" />
            <Reading label="Exact lines" value="96.4%" note="1,163 of 1,206" tone="ok" />
          </div>
        </Card>
        <Card level={3} title="Areas">
          <div className="g-row">
            <ProgressRing label="A-12" done={37} total={52} />
            <ProgressRing label="A-13" done={52} total={52} tone="ok" />
            <ProgressRing label="A-14" done={0} total={18} />
            <ProgressRing label="A-15" done={1} total={180} size={96} />
          </div>
        </Card>
        <Card level={3} title="On its way">
          <SkeletonLines />
        </Card>
        <Card level={3} flush>
          <EmptyState
            title="No runs yet"
            icon={RunsIcon}
            actions={<Button variant="primary">Plan a run</Button>}
          >
            A run says which areas are counted, when, and by whom.
          </EmptyState>
        </Card>
      </div>
      <Modals />
    </Section>
  )
}

function Modals() {
  const [open, setOpen] = useState<'dialog' | 'sheet' | 'drawer' | null>(null)
  const { toast, announce } = useLive()
  const close = () => setOpen(null)
  const words = 'Four areas are not counted. You can submit with a reason, or go on counting.'
  return (
    <div className="g-row">
      <Button onClick={() => setOpen('dialog')}>Dialog</Button>
      <Button onClick={() => setOpen('sheet')}>Sheet</Button>
      <Button onClick={() => setOpen('drawer')}>Drawer</Button>
      <Button
        onClick={() =>
          toast({ text: '14 lines approved', action: { label: 'Undo', onAct: () => undefined } })
        }
      >
        Toast
      </Button>
      <Button onClick={() => announce('Blue mug, 7')}>Announce</Button>
      <Dialog
        open={open === 'dialog'}
        onClose={close}
        title="Submit the count?"
        footer={
          <>
            <Button onClick={close}>Go on counting</Button>
            <Button variant="primary" onClick={close}>
              Submit
            </Button>
          </>
        }
      >
        <p>{words}</p>
      </Dialog>
      <Sheet open={open === 'sheet'} onClose={close} title="Waiting on this device">
        <p>{words}</p>
        <Button size="scan" variant="primary" wide onClick={close}>
          Send now
        </Button>
      </Sheet>
      <Drawer open={open === 'drawer'} onClose={close} title="Enamel mug, cobalt">
        <p>{words}</p>
      </Drawer>
    </div>
  )
}
