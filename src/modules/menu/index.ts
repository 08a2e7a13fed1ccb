export { ALLERGENS, type Allergen, allergenLabel } from './allergens'
