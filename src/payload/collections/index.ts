import type { CollectionConfig } from 'payload'
import { Communications, Media, News, Pages } from './content'
import { Devices } from './devices'
import { ChildDiets, Diets } from './diets'
import { Children, Guardians, Guardianships, Placements } from './people'
import { Classes, SchoolClusters, Schools } from './schools'
import { CalendarExceptions, Enrolments, ServiceCalendars, Services, Tariffs } from './services'
import { Staff } from './staff'

/** Everything the office keeps in the admin, in the order of its menu. */
export const collections: CollectionConfig[] = [
  Children,
  Guardians,
  Guardianships,
  SchoolClusters,
  Schools,
  Classes,
  Placements,
  Devices,
  Services,
  Tariffs,
  Enrolments,
  ServiceCalendars,
  CalendarExceptions,
  Diets,
  ChildDiets,
  News,
  Pages,
  Communications,
  Media,
  Staff,
]
