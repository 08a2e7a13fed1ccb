'use client'
import { useActionState, useEffect, useRef } from 'react'
import { untouched } from '@/http/form-state'
import { Field } from '../../field'
import { WarningIcon } from '../../icons'
import { signIn } from './sign-in'

/** E-mail and password, with what is wrong beside each; it works before its script arrives too. */
export function SignInForm() {
  const [refused, submit, isBusy] = useActionState(signIn, untouched)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    if (refused !== untouched) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refused])

  return (
    <form action={submit} className="card" noValidate ref={form}>
      {refused.formError && (
        <div className="notice alarm" role="alert">
          <WarningIcon />
          <p>{refused.formError}</p>
        </div>
      )}
      <Field
        autoCapitalize="none"
        autoComplete="username"
        defaultValue={refused.values.email}
        error={refused.errors.email}
        label="E-mail"
        name="email"
        type="email"
      />
      <Field
        autoComplete="current-password"
        error={refused.errors.password}
        label="Password"
        name="password"
        type="password"
      />
      <button aria-disabled={isBusy} className="button main" type="submit">
        {isBusy ? 'Accesso in corso…' : 'Accedi'}
      </button>
    </form>
  )
}
