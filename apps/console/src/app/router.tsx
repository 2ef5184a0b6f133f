import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { Frame } from './frame.tsx'
import { lazyPage } from './lazy-page.ts'
import { NotFound } from './not-found.tsx'
import { RouteFailure } from './route-failure.tsx'
import { searchFromText, searchToText } from './search-text.ts'
import {
  areasSearch,
  auditSearch,
  boardSearch,
  cardSearch,
  countFileSearch,
  figuresSearch,
  labelsSearch,
  liveSearch,
  newRunSearch,
  parametersSearch,
  plansSearch,
  proposalsSearch,
  reviewSearch,
  runsSearch,
  schedulesSearch,
  skuSearch,
  stockSearch,
  submissionsSearch,
  suggestionsSearch,
} from './searches.ts'

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/runs', replace: true })
  },
})

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: (search) => runsSearch.parse(search),
  component: lazyPage(() => import('../features/runs/runs-page.tsx'), 'RunsPage'),
})

const newRun = createRoute({
  getParentRoute: () => root,
  path: '/runs/new',
  validateSearch: (search) => newRunSearch.parse(search),
  component: lazyPage(() => import('../features/runs/new-run-page.tsx'), 'NewRunPage'),
})

const countFile = createRoute({
  getParentRoute: () => root,
  path: '/runs/count-file',
  validateSearch: (search) => countFileSearch.parse(search),
  component: lazyPage(() => import('../features/count-files/count-file-page.tsx'), 'CountFilePage'),
})

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$runId',
  component: lazyPage(() => import('../features/run/run-page.tsx'), 'RunPage'),
})

const runStart = createRoute({
  getParentRoute: () => run,
  path: '/',
  component: lazyPage(() => import('../features/run/run-page.tsx'), 'RunStart'),
})

const areas = createRoute({
  getParentRoute: () => run,
  path: '/areas',
  validateSearch: (search) => areasSearch.parse(search),
  component: lazyPage(() => import('../features/areas/areas-tab.tsx'), 'AreasTab'),
})

const live = createRoute({
  getParentRoute: () => run,
  path: '/live',
  validateSearch: (search) => liveSearch.parse(search),
  component: lazyPage(() => import('../features/live/live-tab.tsx'), 'LiveTab'),
})

const review = createRoute({
  getParentRoute: () => run,
  path: '/review',
  validateSearch: (search) => reviewSearch.parse(search),
  component: lazyPage(() => import('../features/review/review-tab.tsx'), 'ReviewTab'),
})

const codes = createRoute({
  getParentRoute: () => run,
  path: '/codes',
  component: lazyPage(() => import('../features/codes/codes-tab.tsx'), 'CodesTab'),
})

const late = createRoute({
  getParentRoute: () => run,
  path: '/late',
  component: lazyPage(() => import('../features/late/late-tab.tsx'), 'LateTab'),
})

const setAside = createRoute({
  getParentRoute: () => run,
  path: '/set-aside',
  component: lazyPage(() => import('../features/set-aside/set-aside-tab.tsx'), 'SetAsideTab'),
})

const submit = createRoute({
  getParentRoute: () => run,
  path: '/submit',
  component: lazyPage(() => import('../features/submit/submit-tab.tsx'), 'SubmitTab'),
})

const report = createRoute({
  getParentRoute: () => run,
  path: '/report',
  component: lazyPage(() => import('../features/report/report-tab.tsx'), 'ReportTab'),
})

const sheets = createRoute({
  getParentRoute: () => run,
  path: '/sheets',
  component: lazyPage(() => import('../features/sheets/sheets-tab.tsx'), 'SheetsTab'),
})

const closing = createRoute({
  getParentRoute: () => run,
  path: '/closing',
  component: lazyPage(() => import('../features/closing/closing-tab.tsx'), 'ClosingTab'),
})

const chain = createRoute({
  getParentRoute: () => run,
  path: '/chain',
  component: lazyPage(() => import('../features/decision-chain/chain-tab.tsx'), 'ChainTab'),
})

const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  validateSearch: (search) => boardSearch.parse(search),
  component: lazyPage(() => import('../features/board/board-page.tsx'), 'BoardPage'),
})

const boardHours = createRoute({
  getParentRoute: () => root,
  path: '/board/hours',
  component: lazyPage(() => import('../features/board/hours-page.tsx'), 'HoursPage'),
})

const boardFile = createRoute({
  getParentRoute: () => root,
  path: '/board/file',
  component: lazyPage(() => import('../features/board/file-page.tsx'), 'AssignmentFilePage'),
})

const labels = createRoute({
  getParentRoute: () => root,
  path: '/labels',
  validateSearch: (search) => labelsSearch.parse(search),
  component: lazyPage(() => import('../features/labels/labels-page.tsx'), 'LabelsPage'),
})

const plans = createRoute({
  getParentRoute: () => root,
  path: '/plans',
  validateSearch: (search) => plansSearch.parse(search),
  component: lazyPage(() => import('../features/plans/plans-page.tsx'), 'PlansPage'),
})

const newPlan = createRoute({
  getParentRoute: () => root,
  path: '/plans/new',
  component: lazyPage(() => import('../features/plans/plan-form-page.tsx'), 'NewPlanPage'),
})

const plan = createRoute({
  getParentRoute: () => root,
  path: '/plans/$planId',
  component: lazyPage(() => import('../features/plans/plan-page.tsx'), 'PlanPage'),
})

const editPlan = createRoute({
  getParentRoute: () => root,
  path: '/plans/$planId/edit',
  component: lazyPage(() => import('../features/plans/plan-form-page.tsx'), 'EditPlanPage'),
})

const itemSets = createRoute({
  getParentRoute: () => root,
  path: '/item-sets',
  component: lazyPage(() => import('../features/plans/item-sets-page.tsx'), 'ItemSetsPage'),
})

const parameters = createRoute({
  getParentRoute: () => root,
  path: '/rules/parameters',
  validateSearch: (search) => parametersSearch.parse(search),
  component: lazyPage(() => import('../features/rules/parameters-page.tsx'), 'ParametersPage'),
})

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  component: lazyPage(() => import('../features/inbox/inbox-page.tsx'), 'InboxPage'),
})

const proposals = createRoute({
  getParentRoute: () => root,
  path: '/proposals',
  validateSearch: (search) => proposalsSearch.parse(search),
  component: lazyPage(() => import('../features/proposals/proposals-page.tsx'), 'ProposalsPage'),
})

const submissions = createRoute({
  getParentRoute: () => root,
  path: '/submissions',
  validateSearch: (search) => submissionsSearch.parse(search),
  component: lazyPage(() => import('../features/submissions/submissions-page.tsx'), 'SubmissionsPage'),
})

const suggestions = createRoute({
  getParentRoute: () => root,
  path: '/suggestions',
  validateSearch: (search) => suggestionsSearch.parse(search),
  component: lazyPage(() => import('../features/suggestions/suggestions-page.tsx'), 'SuggestionsPage'),
})

const figures = createRoute({
  getParentRoute: () => root,
  path: '/figures',
  validateSearch: (search) => figuresSearch.parse(search),
  component: lazyPage(() => import('../features/figures/figures-page.tsx'), 'FiguresPage'),
})

const stock = createRoute({
  getParentRoute: () => root,
  path: '/stock',
  validateSearch: (search) => stockSearch.parse(search),
  component: lazyPage(() => import('../features/stock/stock-page.tsx'), 'StockPage'),
})

const sku = createRoute({
  getParentRoute: () => root,
  path: '/stock/sku',
  validateSearch: (search) => skuSearch.parse(search),
  component: lazyPage(() => import('../features/stock/sku-page.tsx'), 'SkuPage'),
})

const card = createRoute({
  getParentRoute: () => root,
  path: '/stock/$facilityId/$productId',
  validateSearch: (search) => cardSearch.parse(search),
  component: lazyPage(() => import('../features/stock/card-page.tsx'), 'CardPage'),
})

const abc = createRoute({
  getParentRoute: () => root,
  path: '/abc',
  component: lazyPage(() => import('../features/abc/abc-page.tsx'), 'AbcPage'),
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: (search) => auditSearch.parse(search),
  component: lazyPage(() => import('../features/audit/audit-page.tsx'), 'AuditPage'),
})

const reasons = createRoute({
  getParentRoute: () => root,
  path: '/reasons',
  component: lazyPage(() => import('../features/reasons/reasons-page.tsx'), 'ReasonsPage'),
})

const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  component: lazyPage(() => import('../features/rules/rules-page.tsx'), 'RulesPage'),
})

const schedules = createRoute({
  getParentRoute: () => root,
  path: '/schedules',
  validateSearch: (search) => schedulesSearch.parse(search),
  component: lazyPage(() => import('../features/schedules/schedules-page.tsx'), 'SchedulesPage'),
})

const devices = createRoute({
  getParentRoute: () => root,
  path: '/devices',
  component: lazyPage(() => import('../features/devices/devices-page.tsx'), 'DevicesPage'),
})

const machines = createRoute({
  getParentRoute: () => root,
  path: '/machines',
  component: lazyPage(() => import('../features/machines/machines-page.tsx'), 'MachinesPage'),
})

const webhooks = createRoute({
  getParentRoute: () => root,
  path: '/webhooks',
  component: lazyPage(() => import('../features/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
})

const routeTree = root.addChildren([
  home,
  runs,
  newRun,
  countFile,
  run.addChildren([
    runStart,
    areas,
    live,
    review,
    codes,
    late,
    setAside,
    submit,
    report,
    sheets,
    closing,
    chain,
  ]),
  board,
  boardHours,
  boardFile,
  labels,
  schedules,
  plans,
  newPlan,
  plan,
  editPlan,
  itemSets,
  inbox,
  proposals,
  submissions,
  suggestions,
  figures,
  stock,
  sku,
  card,
  rules,

  parameters,

  abc,

  audit,
  reasons,
  devices,
  machines,
  webhooks,
])

/** The addresses of the console, all under /console/. Each page is loaded when it is first gone to. */
export function createConsoleRouter() {
  return createRouter({
    routeTree,
    basepath: '/console',
    parseSearch: searchFromText,
    stringifySearch: searchToText,
    defaultPreload: 'intent',
    defaultErrorComponent: RouteFailure,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
