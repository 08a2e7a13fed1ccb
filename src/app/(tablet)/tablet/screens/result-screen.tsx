'use client'
import { AbsentIcon, PresentIcon, WaitingIcon, WarningIcon } from '../../icons'
import { formatTime } from '../core/day'
import { summaryOf } from '../core/outcomes'
import { progressOf, type RosterClass, rollCallKey } from '../core/roster'
import type { Tablet, TabletState } from '../core/tablet'
import { type ClassScreenProps, ClassTop } from './class-screen'
import { CLASSES_HREF, classHref, useScreenHeading } from './navigation'
import { Outbox } from './outbox'

/** What was sent for a class, what the portal made of it, and the way back to correct it. */
export function ResultScreen({ tablet, state, group }: ClassScreenProps) {
  const heading = useScreenHeading()
  const result = state.results[rollCallKey(state.day, state.service ?? '', group.id)]
  const service = state.roster?.services.find((each) => each.code === state.service)
  if (!result)
    return (
      <main className="screen">
        <h1 ref={heading} tabIndex={-1}>
          Classe {group.name}
        </h1>
        <p className="empty">Da questo tablet oggi non è stato inviato nulla per questa classe.</p>
        <Actions group={group} next={null} />
      </main>
    )
  const { present, absent, adults, waiting, refused } = summaryOf(result)
  const isFailing = state.outbox.some(
    (batch) => batch.kind !== 'rides' && batch.classId === group.id && batch.failure,
  )
  const status = waiting > 0 ? (isFailing ? 'waiting' : 'sending') : refused.length > 0 ? 'partly' : 'sent'
  const titles = {
    sending: 'Invio in corso…',
    waiting: 'In attesa di invio',
    partly: 'Inviata, con eccezioni',
    sent: 'Presenze inviate',
  }
  const icons = {
    sending: <WaitingIcon size={64} />,
    waiting: <WaitingIcon size={64} />,
    partly: <WarningIcon size={64} />,
    sent: <PresentIcon size={64} />,
  }
  return (
    <>
      <ClassTop
        day={state.day}
        title={
          <p className="class-name">
            {group.name}
            {service && ` · ${service.name}`}
          </p>
        }
      />
      <main className={`screen result ${status}`}>
        <div className="verdict">
          {icons[status]}
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {titles[status]}
            </h1>
            <p>
              Classe {group.name},{' '}
              {result.answeredAt && waiting === 0 ? 'registrata' : 'conservata su questo tablet'} alle{' '}
              {formatTime(result.answeredAt && waiting === 0 ? result.answeredAt : result.sentAt)}
            </p>
          </div>
        </div>
        <Outbox classId={group.id} state={state} tablet={tablet} />
        {refused.length > 0 && (
          <section aria-labelledby="refused-title" className="refused">
            <h2 id="refused-title">
              {refused.length === 1
                ? '1 segnalazione non registrata'
                : `${refused.length} segnalazioni non registrate`}
            </h2>
            <ul>
              {refused.map((each) => (
                <li key={each.key}>
                  <strong>{each.name}</strong>
                  <span>{each.text}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <dl className="totals">
          <div>
            <dt>Presenti</dt>
            <dd>
              <PresentIcon size={32} />
              {present}
            </dd>
          </div>
          <div>
            <dt>Assenti</dt>
            <dd>
              <AbsentIcon size={32} />
              {absent.length}
            </dd>
          </div>
        </dl>
        {absent.length > 0 && (
          <section aria-labelledby="absent-title" className="absentees">
            <h2 id="absent-title">Assenti</h2>
            <p>{absent.map(({ name }) => name).join(' · ')}</p>
          </section>
        )}
        {adults.length > 0 && (
          <section aria-labelledby="adults-title" className="absentees">
            <h2 id="adults-title">Pasti degli adulti</h2>
            <p>{adults.map(({ text, count }) => `${text}: ${count}`).join(' · ')}</p>
          </section>
        )}
        <Actions group={group} next={nextToDo(tablet, state, group.id)} />
      </main>
    </>
  )
}

/** The class after this one, round the list, of which nothing was sent. */
const nextToDo = (tablet: Tablet, state: TabletState, classId: number): RosterClass | null => {
  const classes = state.roster?.classes ?? []
  const here = classes.findIndex((each) => each.id === classId)
  const round = [...classes.slice(here + 1), ...classes.slice(0, here)]
  return round.find(({ id }) => progressOf(tablet.rows(id), tablet.draftOf(id)).state === 'to-do') ?? null
}

function Actions({ group, next }: { group: RosterClass; next: RosterClass | null }) {
  return (
    <div className="actions">
      <a className="button main large" href={CLASSES_HREF}>
        Torna alle classi
      </a>
      {next && (
        <a className="button large" href={classHref(next.id)}>
          Prossima: {next.name}
        </a>
      )}
      <a className="button large" href={classHref(group.id)}>
        Correggi
      </a>
    </div>
  )
}
