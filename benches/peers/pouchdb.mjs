// PouchDB 9 with express-pouchdb on express 4: `node pouchdb.mjs server FOLDER` or `node pouchdb.mjs device FOLDER URL`.
// An entry and a sign-off are a document each, a photo is an attachment of a document of its own. Everything is in one database.
import { readFileSync } from "node:fs"
import express from "express"
import expressPouchDb from "express-pouchdb"
import PouchDB from "pouchdb"
import { entriesOf, pause, talk, within } from "./talk.mjs"

const [, , role, folder, url] = process.argv
const LEDGER = "ledger"

const documents = file =>
  entriesOf(file).flatMap(({ entry, sign_off }) =>
    [entry, sign_off].filter(Boolean).map(({ id, ...rest }) => ({ _id: id, ...rest })))

async function load(db, { file }) {
  const written = await db.bulkDocs(documents(file))
  const failed = written.filter(one => one.error)
  if (failed.length > 0) throw new Error(JSON.stringify(failed[0]))
  return { documents: written.length }
}

/** How many entries and photos are here, whole. */
async function count(db) {
  const rows = (await db.allDocs()).rows
  return {
    entries: rows.filter(row => row.id.startsWith("e")).length,
    photos: rows.filter(row => row.id.startsWith("p")).length,
  }
}

async function server() {
  const Stored = PouchDB.defaults({ prefix: `${folder}/` })
  const db = new Stored(LEDGER)
  await db.info()
  const app = express()
  app.use("/", expressPouchDb(Stored, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: `${folder}/log.txt` }))
  const listening = app.listen(0, "127.0.0.1", () =>
    talk({ port: listening.address().port }, {
      load: command => load(db, command),
      count: () => count(db),
    }))
}

async function device() {
  const db = new PouchDB(`${folder}/${LEDGER}`)
  await db.info()
  const remote = () => new PouchDB(`${url}/${LEDGER}`)
  const kept = remote()
  /** One replication after the other until one comes through; each goes on where its last checkpoint was. */
  const through = (replicate, { limit_s }) =>
    within(limit_s, async signal => {
      while (!signal.aborted) {
        const running = replicate()
        signal.addEventListener("abort", () => running.cancel(), { once: true })
        try {
          return await running
        } catch {
          await pause(1_000)
        }
      }
    }, () => count(db))
  await talk({ ready: true }, {
    load: command => load(db, command),
    push: command => through(() => db.replicate.to(kept), command),
    pull: command => through(() => db.replicate.from(kept), command),
    sync: command => through(() => db.sync(kept), command),
    count: () => count(db),
    photos: async ({ files }) => {
      for (const [number, file] of files.entries()) {
        const data = readFileSync(file)
        await db.put({ _id: `p${number}`, _attachments: { photo: { content_type: "image/jpeg", data } } })
      }
      return {}
    },
  })
}

await (role === "server" ? server() : device())
