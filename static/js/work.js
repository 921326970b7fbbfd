// A worker: finds the number below `most` for which SHA-256 of "salt:number" is
// the challenge. It is plain JavaScript, so that old telephones can, and in the
// same words whether the site is on https or not.
"use strict";

var K = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
  0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
];
var W = new Int32Array(64), H = new Int32Array(8);

// hash puts the SHA-256 of a text of ASCII, at most 55 long, into H.
function hash(text) {
  var i, n = text.length;
  for (i = 0; i < 16; i++) { W[i] = 0; }
  for (i = 0; i < n; i++) { W[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8); }
  W[n >> 2] |= 0x80 << (24 - (n & 3) * 8);
  W[15] = n * 8;
  for (i = 16; i < 64; i++) {
    var x = W[i - 15], y = W[i - 2];
    W[i] = (W[i - 16] + W[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)) | 0;
  }
  var a = 0x6a09e667 | 0, b = 0xbb67ae85 | 0, c = 0x3c6ef372 | 0, d = 0xa54ff53a | 0, e = 0x510e527f | 0, f = 0x9b05688c | 0, g = 0x1f83d9ab | 0, h = 0x5be0cd19 | 0;
  for (i = 0; i < 64; i++) {
    var t = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + W[i]) | 0;
    var u = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c)) | 0;
    h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
  }
  H[0] = 0x6a09e667 + a; H[1] = 0xbb67ae85 + b; H[2] = 0x3c6ef372 + c; H[3] = 0xa54ff53a + d;
  H[4] = 0x510e527f + e; H[5] = 0x9b05688c + f; H[6] = 0x1f83d9ab + g; H[7] = 0x5be0cd19 + h;
}

self.onmessage = function (event) {
  var job = event.data, want = new Int32Array(8), i, n;
  for (i = 0; i < 8; i++) { want[i] = parseInt(job.challenge.substr(8 * i, 8), 16); }
  for (n = 0; n < job.most; n++) {
    hash(job.salt + ":" + n);
    for (i = 0; i < 8 && H[i] === want[i]; i++) { /* the next word */ }
    if (i === 8) { self.postMessage(String(n)); return; }
  }
};
