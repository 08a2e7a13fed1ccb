import { authHandler } from '@/http/auth'

export { authHandler as GET, authHandler as POST }
