export { ALLERGENS, Allergen, allergenLabel } from './allergens'
export {
  type ChildMenu,
  childMenu,
  type Dish,
  excludedIn,
  type MenuDayOfChild,
  menusOfDay,
  mondayOf,
  type ServedMenu,
} from './menu-week'
export { type MenuDay, menuDays, menuGaps } from './rotation'
