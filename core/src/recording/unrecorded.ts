/** What a process leaves in a folder that another one is recorded into already: a line that says who it was. */
export const UNRECORDED = 'unrecorded.jsonl'
