export { announceCommunication } from './announce-communication'
