/** What happens by itself, in UTC: minute, hour, day of month, month, day of week, task. */
export const crontab = `
17 2 * * * forget-expired ?max=3
23 1,7,13,19 * * * fetch-flows ?max=3
41 * * * * ask-open-payments ?max=3
37 23 * * * expire-top-ups ?max=3
* * * * * kitchen ?max=1&jobKey=kitchen
* * * * * bus ?max=1&jobKey=bus
`
