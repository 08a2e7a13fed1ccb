import { existsSync } from 'node:fs'

// The settings of `.env`, where the environment does not say otherwise; imported before anything that reads them.
if (existsSync('.env')) process.loadEnvFile('.env')
