import { useState } from 'react'
import {
  Badge,
  Button,
  Cell,
  Code,
  DataTable,
  HeaderCell,
  Money,
  Percent,
  Quantity,
  Row,
  RowHeader,
  SelectCell,
  type SortDirection,
} from '../src/index.ts'
import { Section } from './section.tsx'

const lines = [
  {
    id: 'a',
    name: 'Enamel mug, cobalt, 350 ml',
    sku: 'MUG-0417',
    area: 'A-12',
    expected: 48,
    counted: 41,
    cost: 6_250_000n,
  },
  {
    id: 'b',
    name: 'Linen tea towel, natural',
    sku: 'TXT-1180',
    area: 'A-12',
    expected: 120,
    counted: 126,
    cost: 3_100_000n,
  },
  {
    id: 'c',
    name: 'Oak serving board, 40 cm',
    sku: 'WOD-0033',
    area: 'B-03',
    expected: 9,
    counted: 9,
    cost: 18_400_000n,
  },
  {
    id: 'd',
    name: 'Glass carafe with a cork, 1 l',
    sku: 'GLS-0907',
    area: 'B-04',
    expected: 31,
    counted: 12,
    cost: 11_950_000n,
  },
]

/** A table with everything it can do. */
export function DataSection() {
  const [chosen, setChosen] = useState<readonly string[]>(['d'])
  const [sort, setSort] = useState<SortDirection>('descending')
  const sorted = lines.toSorted(
    (a, b) => (a.counted - a.expected - (b.counted - b.expected)) * (sort === 'ascending' ? 1 : -1),
  )
  const flip = () => setSort(sort === 'ascending' ? 'descending' : 'ascending')
  return (
    <Section title="Data">
      <div className="cc-card">
        <DataTable caption="Variances of A-12 to B-04" frameProps={{ style: { maxBlockSize: '20rem' } }}>
          <thead>
            <tr>
              <SelectCell
                checked={chosen.length === lines.length}
                mixed={chosen.length > 0 && chosen.length < lines.length}
                onChange={(all) => setChosen(all ? lines.map((line) => line.id) : [])}
              />
              <HeaderCell>Item</HeaderCell>
              <HeaderCell>Area</HeaderCell>
              <HeaderCell align="end">Expected</HeaderCell>
              <HeaderCell align="end">Counted</HeaderCell>
              <HeaderCell align="end" sort={sort} onSort={flip}>
                Variance
              </HeaderCell>
              <HeaderCell align="end" sort={null} onSort={flip}>
                Value
              </HeaderCell>
              <HeaderCell align="end">Share</HeaderCell>
              <HeaderCell>Status</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {sorted.map((line) => (
              <Row key={line.id} selected={chosen.includes(line.id)}>
                <SelectCell
                  rowLabel={line.name}
                  checked={chosen.includes(line.id)}
                  onChange={(yes) =>
                    setChosen(yes ? [...chosen, line.id] : chosen.filter((id) => id !== line.id))
                  }
                />
                <RowHeader>
                  {line.name}
                  <br />
                  <span className="cc-muted" style={{ fontWeight: 450 }}>
                    <Code>{line.sku}</Code>
                  </span>
                </RowHeader>
                <Cell shrink>{line.area}</Cell>
                <Cell align="end">
                  <Quantity milli={line.expected * 1000} />
                </Cell>
                <Cell align="end">
                  <Quantity milli={line.counted * 1000} />
                </Cell>
                <Cell align="end">
                  <strong>
                    <Quantity milli={(line.counted - line.expected) * 1000} sign="exceptZero" />
                  </strong>
                </Cell>
                <Cell align="end">
                  <Money
                    micros={BigInt(line.counted - line.expected) * line.cost}
                    currency="EUR"
                    sign="exceptZero"
                  />
                </Cell>
                <Cell align="end">
                  <Percent
                    percentMilli={Math.round(((line.counted - line.expected) * 100_000) / line.expected)}
                    sign="exceptZero"
                  />
                </Cell>
                <Cell shrink>
                  {line.counted === line.expected ? (
                    <Badge tone="ok">Agrees</Badge>
                  ) : (
                    <Badge tone="warn">To decide</Badge>
                  )}
                </Cell>
              </Row>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <Cell />
              <RowHeader>Rows shown, net</RowHeader>
              <Cell />
              <Cell align="end">208</Cell>
              <Cell align="end">188</Cell>
              <Cell align="end">−20</Cell>
              <Cell align="end">−€252.20</Cell>
              <Cell />
              <Cell />
            </tr>
          </tfoot>
        </DataTable>
      </div>
      <div className="cc-batch">
        <strong>{chosen.length} chosen</strong>
        <Button variant="primary">Approve</Button>
        <Button>Request recount</Button>
        <Button variant="quiet">Select all 214 matching</Button>
      </div>
    </Section>
  )
}
