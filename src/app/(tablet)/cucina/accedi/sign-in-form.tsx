'use client'
import { useActionState, useEffect, useRef } from 'react'
import { untouched } from '@/http/action-state'
import { WarningIcon } from '../../icons'
import { signIn } from './sign-in'

/** E-mail and password, with what is wrong beside each; it works before its script arrives too. */
export function SignInForm() {
  const [state, submit, isBusy] = useActionState(signIn, untouched)
  const form = useRef<HTMLFormElement>(null)
  const refused = state.ok ? untouched : state

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
      <div className="field">
        <label htmlFor="email">E-mail</label>
        <input
          aria-describedby={refused.errors.email ? 'email-error' : undefined}
          aria-invalid={refused.errors.email !== undefined}
          autoCapitalize="none"
          autoComplete="username"
          defaultValue={refused.values.email}
          id="email"
          name="email"
          required
          type="email"
        />
        {refused.errors.email && (
          <p className="error" id="email-error">
            {refused.errors.email}
          </p>
        )}
      </div>
      <div className="field">
        <label htmlFor="password">Password</label>
        <input
          aria-describedby={refused.errors.password ? 'password-error' : undefined}
          aria-invalid={refused.errors.password !== undefined}
          autoComplete="current-password"
          id="password"
          name="password"
          required
          type="password"
        />
        {refused.errors.password && (
          <p className="error" id="password-error">
            {refused.errors.password}
          </p>
        )}
      </div>
      <button aria-disabled={isBusy} className="button main" type="submit">
        {isBusy ? 'Accesso in corso…' : 'Accedi'}
      </button>
    </form>
  )
}
