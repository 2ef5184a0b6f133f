import { useState } from 'react'
import {
  Button,
  Checkbox,
  CloseIcon,
  DownloadIcon,
  IconButton,
  Menu,
  MoreIcon,
  NumberField,
  PlusIcon,
  RecountIcon,
  SegmentedControl,
  Select,
  Tabs,
  TextAreaField,
  TextField,
  UndoIcon,
} from '../src/index.ts'
import { Section } from './section.tsx'

type Part = 'to-count' | 'counted' | 'not-on-list' | 'unknown'

const parts = [
  { value: 'to-count', label: 'To count', count: 15 },
  { value: 'counted', label: 'Counted', count: 37 },
  { value: 'not-on-list', label: 'Not on list', count: 2 },
  { value: 'unknown', label: 'Unknown', count: 1 },
] as const

/** Buttons, fields, choices. */
export function ControlsSection() {
  const [part, setPart] = useState<Part>('counted')
  const [mode, setMode] = useState<'set' | 'add'>('set')
  return (
    <Section title="Controls">
      <div className="g-row">
        <Button variant="primary">Approve 14</Button>
        <Button icon={RecountIcon}>Request recount</Button>
        <Button variant="quiet">Cancel</Button>
        <Button variant="danger">Reject</Button>
        <Button variant="primary" busy>
          Sending
        </Button>
        <Button disabled>Not now</Button>
        <Button size="s" icon={DownloadIcon}>
          Export
        </Button>
        <Button size="l" variant="primary">
          Start counting
        </Button>
        <IconButton icon={MoreIcon} label="More" />
        <IconButton icon={CloseIcon} label="Close" variant="quiet" />
        <Menu label="Harbour Street">
          <button type="button">Harbour Street</button>
          <button type="button">Old Mill</button>
        </Menu>
      </div>
      <div className="g-row">
        <Button size="scan-primary" icon={UndoIcon}>
          Undo
        </Button>
        <IconButton size="scan" icon={PlusIcon} label="One more" />
        <Button size="scan" variant="primary">
          Done in A-12
        </Button>
      </div>
      <div className="g-grid">
        <TextField
          label="Name of the run"
          defaultValue="Autumn hard count"
          hint="People see it on their phones."
        />
        <TextField
          label="E-mail"
          required
          error="This is not an address. Write it as name@shop.example."
          defaultValue="ana@"
        />
        <NumberField label="Tolerance" defaultValue="2.5" hint="Percent of the book." />
        <Select
          label="Reason"
          options={[
            { value: '', label: 'Choose a reason' },
            { value: 'theft', label: 'Theft' },
            { value: 'damage', label: 'Damaged and thrown away' },
          ]}
        />
        <TextField label="Not yours to change" disabled defaultValue="Harbour Street" />
        <TextAreaField label="Note" placeholder="What was found" />
        <div className="g-row">
          <Checkbox label="Blind count" defaultChecked />
          <Checkbox label="Two people may count it together" />
          <Checkbox label="Fixed" disabled />
        </div>
      </div>
      <div className="g-row">
        <SegmentedControl
          label="What the number does"
          value={mode}
          onChange={setMode}
          options={[
            { value: 'set', label: 'Set' },
            { value: 'add', label: 'Add' },
          ]}
        />
      </div>
      <div>
        <Tabs label="Items" options={parts} value={part} onChange={setPart}>
          <p style={{ paddingBlock: '0.75rem' }}>The list of {part}.</p>
        </Tabs>
      </div>
    </Section>
  )
}
