// Files that belong together. A site can be published anew while one of its pages is open, and a
// browser may keep some files longer than others: then what is fetched next is of another
// publication, and numbers of the one would stand beside names of the other.
"use strict";

const together = (() => {
  class Renewed extends Error {}

  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  /** The newest of a file; what the browser has kept is taken if the server says that it is. */
  async function fetched(url) {
    const answer = await fetch(url, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return answer;
  }

  /** The bytes of a file if they are those that were told of it, { bytes, sha256 }; else Renewed.
      A page that did not come over https can compute no checksum: there, the size must do. */
  async function exactly(url, told) {
    const found = await (await fetched(url)).arrayBuffer();
    const isTold = found.byteLength === told.bytes
      && (!self.crypto.subtle || hex(await crypto.subtle.digest("SHA-256", found)) === told.sha256);
    if (!isTold) throw new Renewed(`${url} is of another publication`);
    return found;
  }

  return { Renewed, exactly, fetched };
})();
