import * as migration_20261124_053133_initial from './20261124_053133_initial'

export const migrations = [
  {
    up: migration_20261124_053133_initial.up,
    down: migration_20261124_053133_initial.down,
    name: '20261124_053133_initial',
  },
]
