'use client'

import { useState } from 'react'
import { Field, type FieldProps, tied } from './forms'

/** A password, with a switch to see what is typed; without scripts the switch is simply not there to help. */
export const PasswordField = ({
  autoComplete,
  ...field
}: FieldProps & { autoComplete: 'current-password' | 'new-password' | 'off' }) => {
  const [shown, setShown] = useState(false)
  return (
    <Field field={field}>
      <input
        type={shown ? 'text' : 'password'}
        className={field.error ? 'form-control input-password is-invalid' : 'form-control input-password'}
        {...tied(field)}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
      />
      <button
        type="button"
        className="password-icon btn"
        role="switch"
        aria-checked={shown}
        onClick={() => setShown(!shown)}
      >
        <span className="visually-hidden">Mostra: {field.label}</span>
        <svg className="icon icon-sm" aria-hidden="true">
          <use href={`/ui/sprite.svg#it-password-${shown ? 'invisible' : 'visible'}`} />
        </svg>
      </button>
    </Field>
  )
}
