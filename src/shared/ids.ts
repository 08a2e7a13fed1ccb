import { z } from 'zod'

/** Ids are branded so that a school can never be passed where a child is meant. */
export const ChildId = z.int().positive().brand<'ChildId'>()
export type ChildId = z.infer<typeof ChildId>
export const SchoolId = z.int().positive().brand<'SchoolId'>()
export type SchoolId = z.infer<typeof SchoolId>
export const ClassId = z.int().positive().brand<'ClassId'>()
export type ClassId = z.infer<typeof ClassId>
export const ServiceId = z.int().positive().brand<'ServiceId'>()
export type ServiceId = z.infer<typeof ServiceId>
/** What tablets and addresses call a service: `refezione`, `scuolabus`. Stable, chosen by the office. */
export const ServiceCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/)
  .brand<'ServiceCode'>()
export type ServiceCode = z.infer<typeof ServiceCode>
export const DeviceId = z.int().positive().brand<'DeviceId'>()
export type DeviceId = z.infer<typeof DeviceId>
/** Who takes the roll call on a tablet, known there by a PIN. */
export const OperatorId = z.int().positive().brand<'OperatorId'>()
export type OperatorId = z.infer<typeof OperatorId>
/** A line of the school bus. */
export const LineId = z.int().positive().brand<'LineId'>()
export type LineId = z.infer<typeof LineId>
export const StopId = z.int().positive().brand<'StopId'>()
export type StopId = z.infer<typeof StopId>
export const StaffId = z.int().positive().brand<'StaffId'>()
export type StaffId = z.infer<typeof StaffId>
/** The sign-in of one family: a child code with its password. */
export const AccountId = z.int().positive().brand<'AccountId'>()
export type AccountId = z.infer<typeof AccountId>
export const MarkId = z.uuid().brand<'MarkId'>()
export type MarkId = z.infer<typeof MarkId>
/** One count of adults' meals, as tapped. */
export const CountId = z.uuid().brand<'CountId'>()
export type CountId = z.infer<typeof CountId>
export const TopUpId = z.uuid().brand<'TopUpId'>()
export type TopUpId = z.infer<typeof TopUpId>
