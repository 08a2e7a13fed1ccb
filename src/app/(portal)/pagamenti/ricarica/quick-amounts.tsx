'use client'

const AMOUNTS = [20, 50, 100]

/** Writes a usual amount into the field above. */
export const QuickAmounts = ({ field }: { field: string }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn as one
  <div className="d-flex flex-wrap gap-2 mb-4" role="group" aria-label="Importi più usati">
    {AMOUNTS.map((amount) => (
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        key={amount}
        onClick={() => {
          const input = document.getElementById(field)
          if (input instanceof HTMLInputElement) {
            input.value = String(amount)
            input.focus()
          }
        }}
      >
        {amount} €
      </button>
    ))}
  </div>
)
