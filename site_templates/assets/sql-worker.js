// The engine in its own thread, shut in: the policy of the page does not reach here, so this asks no other host.
"use strict";

(() => {
  const isOurs = (address) => new URL(address, self.location.href).origin === self.location.origin;
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, address, ...more) {
    if (!isOurs(address)) throw new Error(`Nothing is fetched from another host: ${address}`);
    return open.call(this, method, address, ...more);
  };
  const fetch = self.fetch;
  self.fetch = (address, ...more) =>
    isOurs(address.url || address) ? fetch(address, ...more) : Promise.reject(new Error(`Nothing is fetched from another host: ${address}`));
  delete self.WebSocket;
  importScripts("engine/duckdb-browser-eh.worker.js");
})();
