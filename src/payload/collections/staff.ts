import type { CollectionConfig } from 'payload'
import { env } from '@/env'
import { allow, allowField, hasRole, STAFF_ROLES } from '../access'

const ROLE_LABELS: Record<(typeof STAFF_ROLES)[number], string> = {
  admin: 'Amministratore',
  office: 'Ufficio',
  editor: 'Redazione',
  kitchen: 'Cucina',
  school: 'Scuola',
  dietitian: 'Dietista',
}

const PASSWORD_LINK_MS = 60 * 60 * 1000

/** People who work with the portal. Families are never here: they sign in through NextAuth. */
export const Staff: CollectionConfig = {
  slug: 'staff',
  dbName: 'staff',
  labels: { singular: 'Utente interno', plural: 'Utenti interni' },
  admin: { useAsTitle: 'email', group: 'Impostazioni', defaultColumns: ['email', 'name', 'roles', 'active'] },
  auth: {
    tokenExpiration: 8 * 60 * 60,
    maxLoginAttempts: 5,
    lockTime: 15 * 60 * 1000,
    cookies: { sameSite: 'Lax' },
    forgotPassword: {
      expiration: PASSWORD_LINK_MS,
      generateEmailSubject: () => 'Nuova password per l’area riservata',
      // Plain text: the outbox makes the e-mail of it.
      generateEmailHTML: ({ token } = {}) =>
        [
          'Qualcuno, probabilmente tu, ha chiesto una nuova password per l’area riservata del Portale Genitori.',
          `Per sceglierla apri questo indirizzo entro un’ora:\n${env.PORTALE_URL.replace(/\/+$/, '')}/admin/reset/${token}`,
          'Se non l’hai chiesta tu, ignora questo messaggio: la password di prima resta valida.',
        ].join('\n\n'),
    },
  },
  access: {
    admin: ({ req }) => hasRole(req, 'office', 'editor', 'dietitian'),
    create: allow(),
    read: ({ req }) => hasRole(req) || (req.user ? { id: { equals: req.user.id } } : false),
    update: ({ req }) => hasRole(req) || (req.user ? { id: { equals: req.user.id } } : false),
    delete: allow(),
    unlock: allow(),
  },
  hooks: {
    beforeLogin: [
      ({ user }) => {
        if (user.active === false) throw new Error('Utente disattivato')
        return user
      },
    ],
  },
  fields: [
    { name: 'name', type: 'text', label: 'Nome e cognome', required: true },
    {
      name: 'roles',
      type: 'select',
      label: 'Ruoli',
      hasMany: true,
      required: true,
      saveToJWT: true,
      options: STAFF_ROLES.map((value) => ({ value, label: ROLE_LABELS[value] })),
      access: { create: allowField(), update: allowField() },
    },
    {
      name: 'school',
      type: 'relationship',
      relationTo: 'schools',
      label: 'Scuola',
      admin: { description: 'Solo per il personale di una scuola' },
      access: { create: allowField(), update: allowField() },
    },
    {
      name: 'active',
      type: 'checkbox',
      label: 'Attivo',
      defaultValue: true,
      access: { create: allowField(), update: allowField() },
    },
  ],
}
