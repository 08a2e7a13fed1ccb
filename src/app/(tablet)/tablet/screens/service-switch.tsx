'use client'
import type { Roster } from '../core/roster'
import type { Tablet } from '../core/tablet'

/** Which service the roll call is about; nothing to choose when the school has one. */
export function ServiceSwitch({
  roster,
  selected,
  tablet,
}: {
  roster: Roster
  selected: string | null
  tablet: Tablet
}) {
  if (roster.services.length < 2)
    return roster.services[0] ? <p className="service">{roster.services[0].name}</p> : null
  return (
    <fieldset className="services">
      <legend className="for-screen-readers">Servizio</legend>
      {roster.services.map((service) => (
        <label key={service.code}>
          <input
            checked={service.code === selected}
            name="service"
            onChange={() => void tablet.selectService(service.code)}
            type="radio"
            value={service.code}
          />
          <span>{service.name}</span>
        </label>
      ))}
    </fieldset>
  )
}
