import {
  AuditIcon,
  Badge,
  Button,
  Card,
  ConsoleShell,
  CountBadge,
  Menu,
  NavList,
  PageHeader,
  PhoneShell,
  ProgressBar,
  ProgressRing,
  ProposalIcon,
  Reading,
  ReportIcon,
  ReviewIcon,
  RunsIcon,
  SyncChip,
} from '../src/index.ts'
import { Frame } from './frame.tsx'
import { Section } from './section.tsx'

/** The frames of the two apps, each in a window of its own. */
export function ShellsSection() {
  return (
    <Section title="Shells">
      <Frame desk name="console" title="The console at a desk" />
      <div className="g-frames">
        <Frame name="console" title="The console on a phone" />
        <Frame name="phone" title="The phone app" />
      </div>
    </Section>
  )
}

export function ConsoleFrame() {
  return (
    <ConsoleShell
      navigationLabel="Main"
      navigation={<Navigation />}
      tools={
        <>
          <Menu label="Harbour Street" variant="quiet">
            <button type="button">Old Mill</button>
          </Menu>
          <Menu label="Ana" variant="quiet">
            <button type="button">Sign out</button>
          </Menu>
        </>
      }
    >
      <PageHeader
        over="Harbour Street"
        title="Autumn hard count"
        note="Started 06:00, due by 14:00 today"
        actions={<Button variant="primary">Submit to HQ</Button>}
      />
      <div className="g-grid">
        <Reading size="l" label="Areas counted" value="14 of 18" tone="info" />
        <Reading size="l" label="Net variance" value="−€412.18" note="gross €1,904.60" tone="bad" />
        <Reading size="l" label="Scans" value="12,408" note="3 phones, last 4 s ago" />
      </div>
      <Card title="A-12 Mugs and glasses" aside={<Badge tone="info">Ana is counting</Badge>}>
        <ProgressRing label="A-12" done={37} total={52} />
      </Card>
    </ConsoleShell>
  )
}

export function PhoneFrame() {
  return (
    <PhoneShell
      title="My areas"
      note="Harbour Street · Autumn hard count"
      aside={<SyncChip size="scan" kind="saved-here" count={12} onOpen={() => undefined} />}
      bar={
        <>
          <Button size="scan">Pause</Button>
          <Button size="scan" variant="primary" data-grow>
            Start in A-12
          </Button>
        </>
      }
    >
      {['A-12 Mugs and glasses', 'A-13 Table linen', 'A-14 Boards and knives'].map((area, index) => (
        <Card
          key={area}
          title={area}
          aside={
            <Badge tone={index === 0 ? 'info' : 'neutral'}>{index === 0 ? 'Counting' : 'Assigned'}</Badge>
          }
        >
          <ProgressBar label="Items counted" done={index === 0 ? 37 : 0} total={52 + index * 9} />
        </Card>
      ))}
    </PhoneShell>
  )
}

function Navigation() {
  return (
    <NavList>
      <a href="#runs" aria-current="page">
        <RunsIcon />
        <span className="cc-nav-text">Runs</span>
      </a>
      <a href="#review">
        <ReviewIcon />
        <span className="cc-nav-text">Review</span>
        <CountBadge tone="warn">14</CountBadge>
      </a>
      <a href="#proposals">
        <ProposalIcon />
        <span className="cc-nav-text">Proposals</span>
      </a>
      <a href="#reports">
        <ReportIcon />
        <span className="cc-nav-text">Reports</span>
      </a>
      <a href="#audit">
        <AuditIcon />
        <span className="cc-nav-text">Audit</span>
      </a>
    </NavList>
  )
}
