import type { ReactNode, SVGProps } from 'react'

/** Signs of state: each has its own shape, so that none depends on colour; words beside them say the same. */
type Props = { size?: number }

const Icon = ({ size, children }: { size: number; children: ReactNode }) => (
  <svg aria-hidden="true" focusable="false" height={size} viewBox="0 0 32 32" width={size}>
    {children}
  </svg>
)
const stroke: SVGProps<SVGPathElement & SVGCircleElement> = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 4,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
}

export const PresentIcon = ({ size = 36 }: Props) => (
  <Icon size={size}>
    <circle className="disc" cx="16" cy="16" r="16" />
    <path {...stroke} className="sign" d="M8.5 16.5l5 5 10-11" />
  </Icon>
)

export const AbsentIcon = ({ size = 36 }: Props) => (
  <Icon size={size}>
    <rect className="disc" height="32" rx="5" width="32" />
    <path {...stroke} className="sign" d="M10 10l12 12M22 10L10 22" />
  </Icon>
)

export const EmptyIcon = ({ size = 36 }: Props) => (
  <Icon size={size}>
    <circle {...stroke} cx="16" cy="16" r="13.5" strokeDasharray="5 6.2" strokeWidth="3" />
  </Icon>
)

export const PartialIcon = ({ size = 36 }: Props) => (
  <Icon size={size}>
    <circle {...stroke} cx="16" cy="16" r="14" strokeWidth="3.5" />
    <path d="M16 2a14 14 0 0 1 0 28z" fill="currentColor" />
  </Icon>
)

export const WaitingIcon = ({ size = 28 }: Props) => (
  <Icon size={size}>
    <circle {...stroke} cx="16" cy="16" r="13.5" strokeWidth="3.5" />
    <path {...stroke} d="M16 8.5V16l5 3.5" strokeWidth="3.5" />
  </Icon>
)

export const WarningIcon = ({ size = 28 }: Props) => (
  <Icon size={size}>
    <path
      d="M16 2.5a3 3 0 0 1 2.6 1.5l12 21A3 3 0 0 1 28 29.5H4A3 3 0 0 1 1.4 25l12-21A3 3 0 0 1 16 2.5z"
      fill="currentColor"
    />
    <path d="M16 11v8.5M16 24.2v.2" stroke="#fff" strokeLinecap="round" strokeWidth="3.5" />
  </Icon>
)

export const BackIcon = ({ size = 24 }: Props) => (
  <Icon size={size}>
    <path {...stroke} d="M20 6L10 16l10 10" />
  </Icon>
)
