// A program of the comparison: takes one JSON command a line on standard input, answers each with one JSON line.
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"

/** The entries of a file, one JSON object a line: `{entry: {...}, sign_off: {...} | null}`. */
export const entriesOf = file =>
  readFileSync(file, "utf8").split("\n").filter(line => line !== "").map(line => JSON.parse(line))

/** Does something until a limit of time, then says how far it came. */
export async function within(limit_s, work, progress) {
  const cancelled = new AbortController()
  const over = limit_s === undefined ? new Promise(() => {}) : pause(limit_s * 1_000).then(() => false)
  const done = await Promise.race([work(cancelled.signal).then(() => true), over])
  cancelled.abort()
  return { done, ...(await progress()) }
}

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

const say = answer => process.stdout.write(JSON.stringify(answer) + "\n")

/** Says `ready`, then carries commands out one after the other until standard input ends. */
export async function talk(ready, commands) {
  // Standard output belongs to the answers, whatever a library has to say.
  console.log = console.info = console.error
  // A broken connection is part of the game: what throws outside of a command is said on standard error only.
  process.on("uncaughtException", error => console.error("outside of a command:", error?.message ?? error))
  process.on("unhandledRejection", error => console.error("outside of a command:", error?.message ?? error))
  say(ready)
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line)
    try {
      say({ ok: true, ...(await commands[command.do](command)) })
    } catch (error) {
      say({ ok: false, error: String(error?.message ?? error) })
    }
  }
  process.exit(0)
}
