// automerge-repo 2.5 with its websocket adapter: `node automerge.mjs server FOLDER` or `node automerge.mjs device FOLDER URL`.
// A village is a document that holds its entries and sign-offs, one change each; a photo is a document with bytes. Texts are
// scalar strings, which costs this peer less than its collaborative texts would.
import { readFileSync } from "node:fs"
import { ImmutableString } from "@automerge/automerge"
import { Repo } from "@automerge/automerge-repo"
import { WebSocketClientAdapter, WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"
import { WebSocketServer } from "ws"
import { entriesOf, pause, talk, within } from "./talk.mjs"

const [, , role, folder, url] = process.argv

/** The same value with its texts as scalars, and what is base64 as bytes. */
function scalars(value, key) {
  if (typeof value === "string")
    return ["ink", "signature"].includes(key) ? new Uint8Array(Buffer.from(value, "base64")) : new ImmutableString(value)
  if (Array.isArray(value)) return value.map(one => scalars(one))
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, scalars(inner, name)]))
}

/** Each entry is a change, and so is each sign-off. */
function write(handle, { entry, sign_off }) {
  handle.change(doc => {
    doc.entries[entry.id] = scalars(entry)
  })
  if (sign_off)
    handle.change(doc => {
      doc.sign_offs[sign_off.id] = scalars(sign_off)
    })
}

const size = handle => {
  try {
    const doc = handle.doc()
    return { entries: Object.keys(doc?.entries ?? {}).length, sign_offs: Object.keys(doc?.sign_offs ?? {}).length }
  } catch {
    return { entries: 0, sign_offs: 0 }
  }
}

const count = (handles, photos) => ({
  entries: handles.reduce((sum, handle) => sum + size(handle).entries, 0),
  sign_offs: handles.reduce((sum, handle) => sum + size(handle).sign_offs, 0),
  photos: photos.filter(handle => handle.isReady() && handle.doc()?.photo?.length > 0).length,
})

async function server() {
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 })
  await new Promise(resolve => sockets.once("listening", resolve))
  const storage = new NodeFSStorageAdapter(folder)
  const network = [new WebSocketServerAdapter(sockets)]
  const repo = new Repo({ network, storage, peerId: "server", sharePolicy: async () => false })
  const villages = new Map()
  const here = () => count([...villages.values()], Object.values(repo.handles))
  await talk({ port: sockets.address().port }, {
    load: async ({ file }) => {
      for (const one of entriesOf(file)) {
        const { village } = one.entry
        if (!villages.has(village)) villages.set(village, repo.create({ entries: {}, sign_offs: {} }))
        write(villages.get(village), one)
      }
      await repo.flush()
      return { urls: Object.fromEntries([...villages].map(([village, handle]) => [village, handle.url])) }
    },
    /** Waits until so many have come. */
    until: ({ entries = 0, sign_offs = 0, photos = 0, limit_s }) =>
      within(limit_s, async signal => {
        for (;;) {
          const now = here()
          if (signal.aborted || (now.entries >= entries && now.sign_offs >= sign_offs && now.photos >= photos)) return
          await pause(5)
        }
      }, here),
    count: here,
  })
}

async function device() {
  const storage = new NodeFSStorageAdapter(folder)
  const repo = new Repo({ network: [], storage, peerId: `device-${process.pid}`, sharePolicy: async () => true })
  const villages = new Map()
  const here = () => count([...villages.values()], [])
  let waiting = []
  let connected = false
  const connect = () => {
    if (!connected) repo.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(url.replace("http", "ws")))
    connected = true
  }
  const find = async (village, address) => {
    for (;;) {
      try {
        villages.set(village, await repo.find(address))
        return
      } catch {
        await pause(1_000)
      }
    }
  }
  const write_waiting = () => {
    for (const one of waiting) write(villages.get(one.entry.village), one)
    waiting = []
  }
  await talk({ ready: true }, {
    load: ({ file }) => {
      // What is written while connected is on its way at once: it is written when it is to be sent.
      waiting = entriesOf(file)
      return {}
    },
    /** Done when the device has heard that the server has it. */
    push: ({ limit_s }) => {
      connect()
      const touched = waiting.map(one => villages.get(one.entry.village))
      write_waiting()
      const heard = handle => {
        const { storageId } = repo.peerMetadataByPeerId["server"] ?? {}
        const known = storageId && handle.getSyncInfo(storageId)?.lastHeads
        return JSON.stringify(known) === JSON.stringify(handle.heads())
      }
      return within(limit_s, async signal => {
        while (!signal.aborted && !touched.every(heard)) await pause(5)
      }, here)
    },
    /** Finds every village and waits until so many entries and sign-offs are here. */
    pull: ({ urls, entries, sign_offs, limit_s }) => {
      connect()
      const finding = Object.entries(urls).map(([village, address]) => find(village, address))
      return within(limit_s, async signal => {
        for (;;) {
          const now = here()
          if (signal.aborted || (now.entries >= entries && now.sign_offs >= sign_offs)) break
          await pause(20)
        }
        await Promise.all(finding)
      }, here)
    },
    keep: async () => {
      await repo.flush()
      return {}
    },
    count: here,
    photos: ({ files }) => {
      connect()
      for (const file of files) repo.create({ photo: new Uint8Array(readFileSync(file)) })
      return {}
    },
  })
}

await (role === "server" ? server() : device())
