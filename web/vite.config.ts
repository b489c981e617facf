import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { gzipSiblings } from './vite-gzip'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
// `npm run dev` shows the pages of the sources over a running program
const program = process.env.TONGBAN_URL ?? 'http://127.0.0.1:8310'

const FRAMEWORK = /node_modules\/(@vue|vue|vue-router|vue-i18n|@intlify|pinia)\//

export default defineConfig({
  plugins: [vue(), gzipSiblings()],
  resolve: { alias: { '@': here('./src') } },
  define: {
    // vue-i18n interprets its messages: nothing is made with eval, so a strict content policy holds
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __VUE_PROD_DEVTOOLS__: false,
  },
  build: {
    target: 'es2020',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { resident: here('./index.html'), desk: here('./desk/index.html') },
      // what both entries stand on is cached once
      output: { manualChunks: (id) => (FRAMEWORK.test(id) ? 'framework' : undefined) },
    },
  },
  server: {
    proxy: Object.fromEntries(['/v1', '/healthz', '/openapi.json'].map((path) => [path, program])),
  },
})
