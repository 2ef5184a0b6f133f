import { useId, type ComponentProps, type ReactNode } from 'react'
import { ChevronDownIcon, RejectOctagonIcon } from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'

/** What ties an input to its label, hint and error. */
export interface FieldControl {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly required: boolean | undefined
}

export interface FieldFrameProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** What is wrong and what to do, in a sentence. Its presence marks the input as invalid. */
  readonly error?: ReactNode
  readonly required?: boolean | undefined
  /** Keeps the label for readers only, where the place says it to the eye. */
  readonly hideLabel?: boolean | undefined
}

export interface FieldProps extends FieldFrameProps {
  readonly children: (control: FieldControl) => ReactNode
}

/** Label, hint and error round any input. The inputs below use it; use it for one that is not there. */
export function Field({ label, hint, error, required, hideLabel, children }: FieldProps) {
  const id = useId()
  const t = useMessages()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className="cc-field">
      <label htmlFor={id} className={hideLabel ? 'cc-visually-hidden' : 'cc-field-label'}>
        {label}
        {required ? <span className="cc-field-required">· {t('ui.required')}</span> : null}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
        required,
      })}
      {hint ? (
        <div id={`${id}-hint`} className="cc-field-hint">
          {hint}
        </div>
      ) : null}
      {error ? (
        <div id={`${id}-error`} className="cc-field-error">
          <RejectOctagonIcon />
          <span>{error}</span>
        </div>
      ) : null}
    </div>
  )
}

type InputSize = { readonly inputSize?: 'm' | 'l' | undefined }

export interface TextFieldProps
  extends FieldFrameProps, InputSize, Omit<ComponentProps<'input'>, 'id' | 'required'> {}

/** One line of text. */
export function TextField({
  label,
  hint,
  error,
  required,
  hideLabel,
  inputSize,
  className,
  ...input
}: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} required={required} hideLabel={hideLabel}>
      {(control) => (
        <input
          type="text"
          data-size={inputSize}
          className={className ? `cc-input ${className}` : 'cc-input'}
          {...input}
          {...control}
        />
      )}
    </Field>
  )
}

export interface TextAreaFieldProps
  extends FieldFrameProps, Omit<ComponentProps<'textarea'>, 'id' | 'required'> {}

/** Several lines of text. */
export function TextAreaField({ label, hint, error, required, hideLabel, ...input }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} required={required} hideLabel={hideLabel}>
      {(control) => <textarea className="cc-input" {...input} {...control} />}
    </Field>
  )
}

/** A number as text: the value stays what was typed, and the caller parses it exactly (see `parseLocalNumber`). */
export function NumberField(props: TextFieldProps) {
  return <TextField inputMode="decimal" autoComplete="off" {...props} className="cc-input-number" />
}

export interface SelectOption {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean | undefined
}

export interface SelectProps
  extends FieldFrameProps, InputSize, Omit<ComponentProps<'select'>, 'id' | 'required' | 'children'> {
  readonly options: readonly SelectOption[]
}

/** A choice of one from a list: the browser's own, so that a phone shows its wheel. */
export function Select({
  label,
  hint,
  error,
  required,
  hideLabel,
  inputSize,
  options,
  ...select
}: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} required={required} hideLabel={hideLabel}>
      {(control) => (
        <span className="cc-select">
          <select className="cc-input" data-size={inputSize} {...select} {...control}>
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDownIcon />
        </span>
      )}
    </Field>
  )
}

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type'> {
  readonly label: ReactNode
}

/** A yes or no with its words; the words are part of the target. */
export function Checkbox({ label, ...input }: CheckboxProps) {
  return (
    <label className="cc-checkbox">
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  )
}
