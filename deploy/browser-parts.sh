#!/bin/sh
# Put what pages load, as `npm ci` fetched it, into a folder: browser-parts.sh TO
set -eu
mkdir -p "$1"
cp node_modules/htmx.org/dist/htmx.min.js node_modules/htmx.org/dist/ext/hx-sse.min.js "$1/"
cp node_modules/htmx.org/LICENSE "$1/htmx-LICENSE"
cp node_modules/hls.js/dist/hls.light.min.js "$1/"
cp node_modules/hls.js/LICENSE "$1/hls-LICENSE"
cp node_modules/jsqr/dist/jsQR.js "$1/"
cp node_modules/jsqr/LICENSE "$1/jsqr-LICENSE"
