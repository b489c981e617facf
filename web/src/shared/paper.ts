import { onUnmounted, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** The papers of print.css. */
export type Paper = 'a4' | 'a5' | 'landscape'

/** Which page's paper it is: the next page is set up before the last one is taken away. */
let owner: symbol | null = null

/** Which paper this page is printed on; A4 upright where no page asks for another. */
export function usePaper(paper: MaybeRefOrGetter<Paper>): void {
  const me = (owner = Symbol())
  const stop = watchEffect(() => void (document.documentElement.dataset.paper = toValue(paper)))
  onUnmounted(() => {
    stop()
    if (owner === me) delete document.documentElement.dataset.paper
  })
}
