export { ALLERGENS, Allergen, allergenLabel } from './allergens'
export {
  allergenWords,
  type ChildMenu,
  childMenu,
  Dish,
  excludedIn,
  type MenuDayOfChild,
  menusOfDay,
  mondayOf,
  ServedMenu,
  type ServedSchools,
  shownDays,
  withoutMenu,
} from './menu-week'
export { type MenuDay, menuDays, menuGaps } from './rotation'
