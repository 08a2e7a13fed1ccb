export { KitchenBoard } from './board'
export { loadBoard } from './load-board'
export { watchBoard } from './watch-board'
