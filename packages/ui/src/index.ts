export { MessagesProvider, useLocale, useMessages } from './i18n/provider.tsx'
export {
  createMessages,
  switchLocale,
  translator,
  type Messages,
  type MessageValues,
  type Translate,
  type UiMessageKey,
} from './i18n/messages.ts'

export {
  formatAgo,
  formatCount,
  formatInstant,
  formatMoney,
  formatPercent,
  formatQuantity,
  parseLocalNumber,
  type InstantStyle,
  type SignDisplay,
} from './format/format.ts'
export { Code, DateTime, Money, Percent, Quantity } from './format/values.tsx'

export {
  BusyMark,
  Button,
  IconButton,
  type ButtonProps,
  type ButtonSize,
  type ButtonVariant,
} from './controls/button.tsx'
export {
  Checkbox,
  Field,
  NumberField,
  Select,
  TextAreaField,
  TextField,
  type FieldControl,
  type SelectOption,
  type TextFieldProps,
} from './controls/field.tsx'
export { SegmentedControl, Tabs, type Choice } from './controls/choice.tsx'

export { Badge, CountBadge } from './surfaces/badge.tsx'
export { Banner } from './surfaces/banner.tsx'
export { Card, Reading } from './surfaces/card.tsx'
export { Dialog, Drawer, Sheet } from './surfaces/dialog.tsx'
export { EmptyState, Skeleton, SkeletonLines } from './surfaces/empty-state.tsx'
export { ProgressBar, ProgressRing, progressShare } from './surfaces/progress.tsx'
export { SyncChip, type SyncKind } from './surfaces/sync-chip.tsx'
export { iconByTone, type Tone } from './surfaces/tone.ts'

export { Cell, DataTable, HeaderCell, Row, RowHeader, SelectCell, type SortDirection } from './data/table.tsx'

export { LiveRegions, useLive } from './live/live-regions.tsx'
export { type Politeness } from './live/announcer.ts'

export { KeyPad, type KeyPadProps } from './scan/key-pad.tsx'
export {
  emptyKeypad,
  keypadAmount,
  keypadOutcome,
  keypadReducer,
  keypadText,
  type KeypadAction,
  type KeypadMode,
  type KeypadOutcome,
  type KeypadState,
} from './scan/keypad.ts'
export { LastScanCard, type LastScanCardProps } from './scan/last-scan-card.tsx'
export { ScanField, type ScanFieldProps } from './scan/scan-field.tsx'
export { keepEarlyKeys, startScanCapture, type ScanCapture } from './scan/scan-capture.ts'
export {
  createFeedback,
  signalByResult,
  type Feedback,
  type FeedbackLevels,
  type ScanResult,
} from './scan/feedback.ts'

export { ConsoleShell, NavList, PageHeader } from './shell/console-shell.tsx'
export { Menu } from './shell/menu.tsx'
export { PhoneShell } from './shell/phone-shell.tsx'
export { Logo, LogoMark } from './brand/logo.tsx'

export { type IconComponent, type IconProps } from './icons/icon.tsx'

export {
  AreaIcon,
  AuditIcon,
  BackIcon,
  BarcodeIcon,
  CameraIcon,
  CheckCircleIcon,
  CheckIcon,
  ChevronDownIcon,
  ChevronEndIcon,
  CloseIcon,
  CommentIcon,
  CopyIcon,
  DownloadIcon,
  EmptyBinIcon,
  FilterIcon,
  ForwardIcon,
  HistoryIcon,
  InboxIcon,
  InfoIcon,
  KeyboardIcon,
  KeypadIcon,
  LinkOutIcon,
  LockIcon,
  MenuIcon,
  MinusIcon,
  MoreIcon,
  OfflineIcon,
  PauseIcon,
  PlusIcon,
  PrintIcon,
  ProposalIcon,
  RecountIcon,
  RejectOctagonIcon,
  ReportIcon,
  ReviewIcon,
  RunsIcon,
  SavedHereIcon,
  SearchIcon,
  SendingIcon,
  SettingsIcon,
  SignOutIcon,
  SortDownIcon,
  SortUpIcon,
  SoundIcon,
  StorageIcon,
  StoreIcon,
  TapIcon,
  UndoIcon,
  UnknownDiamondIcon,
  UserIcon,
  VibrationIcon,
  WarnTriangleIcon,
} from './icons/icons.tsx'

export { applyTheme, type ThemeChoice } from './theme/theme.ts'
