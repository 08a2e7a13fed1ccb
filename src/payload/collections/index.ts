import type { CollectionConfig } from 'payload'
import { BusLines, BusRiders, BusStops } from './bus'
import { Communications, Media, News, Pages } from './content'
import { Devices, TabletOperators } from './devices'
import { ChildDiets, Diets } from './diets'
import { Dishes, Kitchens, Menus } from './kitchens'
import { Children, Guardians, Guardianships, Placements } from './people'
import { Classes, SchoolClusters, Schools } from './schools'
import {
  CalendarExceptions,
  Enrolments,
  SchoolCutoffs,
  ServiceCalendars,
  Services,
  Tariffs,
} from './services'
import { Staff } from './staff'

/** Everything the office keeps in the admin, in the order of its menu. */
export const collections: CollectionConfig[] = [
  Children,
  Guardians,
  Guardianships,
  SchoolClusters,
  Kitchens,
  Schools,
  Classes,
  Placements,
  Devices,
  TabletOperators,
  Services,
  Tariffs,
  Enrolments,
  SchoolCutoffs,
  ServiceCalendars,
  CalendarExceptions,
  BusLines,
  BusStops,
  BusRiders,
  Diets,
  ChildDiets,
  Dishes,
  Menus,
  News,
  Pages,
  Communications,
  Media,
  Staff,
]
