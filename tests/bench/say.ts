/** Progress goes to stderr: the last line of stdout is the answer. */
export const say = (text: string): void => console.error(`· ${text}`)
