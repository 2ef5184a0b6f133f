import { icon } from './icon.tsx'

/** Done. */
export const CheckIcon = /* @__PURE__ */ icon(<path d="m4 10.5 4 4 8-9" />)

/** Counted: a check in a circle. */
export const CheckCircleIcon = /* @__PURE__ */ icon(
  <>
    <circle cx="10" cy="10" r="7.5" />
    <path d="m6.5 10.3 2.5 2.5 4.6-5.2" />
  </>,
)

/** Attention: an exclamation mark in a triangle. */
export const WarnTriangleIcon = /* @__PURE__ */ icon(
  <>
    <path d="M10 2.8 18 17H2z" strokeLinejoin="round" />
    <path d="M10 8v4m0 1.6v1.6" />
  </>,
)

/** Unknown: a question mark in a diamond. */
export const UnknownDiamondIcon = /* @__PURE__ */ icon(
  <>
    <path d="m10 1.8 8.2 8.2-8.2 8.2L1.8 10z" strokeLinejoin="round" />
    <path d="M7.9 8.2c.2-2.6 4.3-2.5 4.3 0 0 1.6-2.1 1.5-2.1 3.2m0 1.4v1.6" />
  </>,
)

/** Rejected: a cross in an octagon. */
export const RejectOctagonIcon = /* @__PURE__ */ icon(
  <>
    <path d="M6.8 2.2h6.4l4.6 4.6v6.4l-4.6 4.6H6.8l-4.6-4.6V6.8z" strokeLinejoin="round" />
    <path d="m7 7 6 6m0-6-6 6" />
  </>,
)

/** A note: an i in a square. */
export const InfoIcon = /* @__PURE__ */ icon(
  <>
    <path d="M2.8 2.8h14.4v14.4H2.8z" strokeLinejoin="round" />
    <path d="M10 9v5.2m0-8.4v1.7" />
  </>,
)

/** Undo. */
export const UndoIcon = /* @__PURE__ */ icon(
  <path d="M7.5 3.5 4 7l3.5 3.5M4.5 7H12a4.5 4.5 0 0 1 0 9H7" />,
  true,
)

/** Close. */
export const CloseIcon = /* @__PURE__ */ icon(<path d="m4.5 4.5 11 11m0-11-11 11" />)

/** Menu. */
export const MenuIcon = /* @__PURE__ */ icon(<path d="M3 5h14M3 10h14M3 15h14" />)

/** More actions. */
export const MoreIcon = /* @__PURE__ */ icon(<path d="M10 4v2m0 3v2m0 3v2" strokeWidth="2.5" />)

/** One more. */
export const PlusIcon = /* @__PURE__ */ icon(<path d="M10 3.5v13M3.5 10h13" />)

/** One less. */
export const MinusIcon = /* @__PURE__ */ icon(<path d="M3.5 10h13" />)

/** Back. */
export const BackIcon = /* @__PURE__ */ icon(<path d="M8 4 2.5 10 8 16M3 10h14.5" />, true)

/** Forward. */
export const ForwardIcon = /* @__PURE__ */ icon(<path d="m12 4 5.5 6-5.5 6M17 10H2.5" />, true)

/** Open downwards. */
export const ChevronDownIcon = /* @__PURE__ */ icon(<path d="m5 7.5 5 5 5-5" />)

/** Open sideways. */
export const ChevronEndIcon = /* @__PURE__ */ icon(<path d="m7.5 5 5 5-5 5" />, true)

/** Ascending. */
export const SortUpIcon = /* @__PURE__ */ icon(<path d="m5.5 9 4.5-5 4.5 5M10 4.5V17" />)

/** Descending. */
export const SortDownIcon = /* @__PURE__ */ icon(<path d="m5.5 11 4.5 5 4.5-5M10 15.5V3" />)

/** Search. */
export const SearchIcon = /* @__PURE__ */ icon(
  <>
    <circle cx="8.5" cy="8.5" r="5.5" />
    <path d="m12.6 12.6 5 5" />
  </>,
)

/** Filter. */
export const FilterIcon = /* @__PURE__ */ icon(<path d="M2.5 5h15M5.5 10h9M8 15h4" />)

/** Barcode. */
export const BarcodeIcon = /* @__PURE__ */ icon(
  <>
    <path d="M2 7V3.5h3.5M14.5 3.5H18V7M18 13v3.5h-3.5M5.5 16.5H2V13" />
    <path d="M5.5 6.5v7M8 6.5v7M14.5 6.5v7" />
    <path d="M11.3 6.5v7" strokeWidth="2.5" />
  </>,
)

/** Camera. */
export const CameraIcon = /* @__PURE__ */ icon(
  <>
    <path d="M2.5 6h3.6l1.4-2.2h5L13.9 6h3.6v10h-15z" strokeLinejoin="round" />
    <circle cx="10" cy="10.8" r="2.9" />
  </>,
)

/** Keyboard. */
export const KeyboardIcon = /* @__PURE__ */ icon(
  <>
    <path d="M2 5h16v10.5H2z" strokeLinejoin="round" />
    <path d="M5 8.3h1.5m2 0H10m2 0h1.5M5 12.2h10" />
  </>,
)

/** Number pad. */
export const KeypadIcon = /* @__PURE__ */ icon(
  <path d="M4 4.5h2m3 0h2m3 0h2M4 10h2m3 0h2m3 0h2M4 15.5h2m3 0h2m3 0h2" strokeWidth="2.5" />,
)

/** Tap: a hand. */
export const TapIcon = /* @__PURE__ */ icon(
  <>
    <path
      d="M7.5 12V6.2a1.4 1.4 0 0 1 2.8 0v4l4 .8c1 .2 1.6 1 1.4 2l-.8 5H8.5l-4-4.6c-.7-1 .6-2.2 1.6-1.4z"
      strokeLinejoin="round"
    />
    <path d="M4.8 6.5a4.2 4.2 0 0 1 8.2-.6" />
  </>,
)

/** Saved on this device: a handheld. */
export const SavedHereIcon = /* @__PURE__ */ icon(
  <>
    <path d="M5.5 2h9v16h-9z" strokeLinejoin="round" />
    <path d="M8.5 15.2h3" />
  </>,
)

/** Sending: two arrows in a ring. */
export const SendingIcon = /* @__PURE__ */ icon(
  <path d="M16.3 8.2A6.6 6.6 0 0 0 4.4 6.5L3 8M3.7 11.8a6.6 6.6 0 0 0 11.9 1.7L17 12M3 3.7V8h4.3M17 16.3V12h-4.3" />,
)

/** Paused. */
export const PauseIcon = /* @__PURE__ */ icon(
  <>
    <circle cx="10" cy="10" r="7.5" />
    <path d="M8 7v6m4-6v6" />
  </>,
)

/** Storage. */
export const StorageIcon = /* @__PURE__ */ icon(
  <>
    <path d="M3 4h14v4.5H3zM3 11.5h14V16H3z" strokeLinejoin="round" />
    <path d="M6 6.2h1.5M6 13.8h1.5" />
  </>,
)

/** No network. */
export const OfflineIcon = /* @__PURE__ */ icon(
  <path d="M2.5 8.2A11 11 0 0 1 6 5.9M17.5 8.2a11 11 0 0 0-7-3M5.3 11.4a7 7 0 0 1 3-1.7m6.3 1.7a7 7 0 0 0-1.8-1.2M10 15v1.8M3 3l14 14" />,
)

/** Person. */
export const UserIcon = /* @__PURE__ */ icon(
  <>
    <circle cx="10" cy="6.8" r="3.6" />
    <path d="M3 17.5c.6-4 3.4-5.5 7-5.5s6.4 1.5 7 5.5" />
  </>,
)

/** Facility. */
export const StoreIcon = /* @__PURE__ */ icon(
  <path
    d="M3 8v9.5h14V8M2 7.8 4 2.8h12l2 5c-1.4 1.6-3.2 1.4-4 0-1 1.6-3 1.6-4 0-1 1.6-3 1.6-4 0-.8 1.4-2.6 1.6-4 0zM8 17.5v-5h4v5"
    strokeLinejoin="round"
  />,
)

/** Area: a shelf. */
export const AreaIcon = /* @__PURE__ */ icon(
  <path d="M3 2.5v15M17 2.5v15M3 6.5h14M3 12h14M3 17h14M6 6.5V4h3v2.5M10.5 12V9.2h4V12" />,
)

/** Runs: a calendar with a check. */
export const RunsIcon = /* @__PURE__ */ icon(
  <path d="M3 3.5h14v13.5H3zM3 7.5h14M6.5 1.8v3M13.5 1.8v3M6.5 12l2.3 2.3 4.5-4.8" strokeLinejoin="round" />,
)

/** Review: a balance. */
export const ReviewIcon = /* @__PURE__ */ icon(
  <path d="M10 2.5v15M5 17.5h10M3.5 5.5h13M3.5 5.5 1.5 11.5h4zM16.5 5.5l-2 6h4z" strokeLinejoin="round" />,
)

/** Proposal: a sheet. */
export const ProposalIcon = /* @__PURE__ */ icon(
  <path d="M11.5 2H4v16h12V6.5zM11.5 2v4.5H16M7 10.5h6M7 14h6" strokeLinejoin="round" />,
)

/** Report: bars. */
export const ReportIcon = /* @__PURE__ */ icon(<path d="M3 2.5V17h14.5M6.5 14V9.5m3.5 4.5V5m3.5 9v-6" />)

/** Audit: a link of a chain. */
export const AuditIcon = /* @__PURE__ */ icon(
  <path d="M8 12 12 8M6.8 9.2 4 12a2.8 2.8 0 0 0 4 4l2.8-2.8M13.2 10.8 16 8a2.8 2.8 0 0 0-4-4L9.2 6.8" />,
)

/** Settings: two sliders. */
export const SettingsIcon = /* @__PURE__ */ icon(
  <>
    <path d="M2.5 5.5h8m4 0h3M2.5 14.5h3m4 0h8" />
    <circle cx="12.5" cy="5.5" r="2" />
    <circle cx="7.5" cy="14.5" r="2" />
  </>,
)

/** Export. */
export const DownloadIcon = /* @__PURE__ */ icon(<path d="M10 2.5V13m-4.5-4.5L10 13l4.5-4.5M3 16.8h14" />)

/** Print. */
export const PrintIcon = /* @__PURE__ */ icon(
  <path d="M5.5 7V2.5h9V7M5.5 14H2.5V7h15v7h-3M5.5 11.5h9v6h-9z" strokeLinejoin="round" />,
)

/** History. */
export const HistoryIcon = /* @__PURE__ */ icon(
  <>
    <path d="M3.2 12.5A7.2 7.2 0 1 0 4 6L2.5 8M2.5 3.5V8H7" />
    <path d="M10 6v4.3l3 1.7" />
  </>,
)

/** Recount: five tally strokes. */
export const RecountIcon = /* @__PURE__ */ icon(<path d="M4 4v12M7.5 4v12M11 4v12M14.5 4v12M2 13.5 17 6.5" />)

/** Locked. */
export const LockIcon = /* @__PURE__ */ icon(
  <>
    <path d="M4 9h12v8.5H4z" strokeLinejoin="round" />
    <path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9M10 12v2.5" />
  </>,
)

/** Sign out. */
export const SignOutIcon = /* @__PURE__ */ icon(
  <path d="M12 6V3H3v14h9v-3M8 10h9.5M14 6.5l3.5 3.5-3.5 3.5" />,
  true,
)

/** Confirmed empty. */
export const EmptyBinIcon = /* @__PURE__ */ icon(
  <path d="M2.5 6.5h15l-1.5 11H4zM6 6.5V3h8v3.5M7 14l6-4M7 10l6 4" strokeLinejoin="round" />,
)

/** Sound. */
export const SoundIcon = /* @__PURE__ */ icon(
  <path
    d="M3 7.8v4.4h3L10.5 16V4L6 7.8zM13.5 7.5a3.5 3.5 0 0 1 0 5M15.8 5a7 7 0 0 1 0 10"
    strokeLinejoin="round"
  />,
)

/** Vibration. */
export const VibrationIcon = /* @__PURE__ */ icon(
  <path d="M6.5 3h7v14h-7zM3.5 7v6M1 8.5v3M16.5 7v6M19 8.5v3" strokeLinejoin="round" />,
)

/** Copy. */
export const CopyIcon = /* @__PURE__ */ icon(
  <path d="M7 7h10.5v10.5H7zM4.5 13H2.5V2.5H13v2" strokeLinejoin="round" />,
)

/** Opens elsewhere. */
export const LinkOutIcon = /* @__PURE__ */ icon(<path d="M8 4H3v13h13v-5M11 3h6v6M17 3l-8 8" />, true)

/** A tray with something in it. */
export const InboxIcon = /* @__PURE__ */ icon(
  <path d="M2.5 11.5 5 3.5h10l2.5 8v5h-15zm0 0H7l1 2h4l1-2h4.5" />,
)

/** Somebody says something. */
export const CommentIcon = /* @__PURE__ */ icon(<path d="M2.5 3.5h15v10h-8l-4 3.5v-3.5h-3z" />)
