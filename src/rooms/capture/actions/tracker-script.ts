/**
 * The script for customers' sites. Without consent it sends nothing and stores nothing, and forgets what it stored; it sets one global, `interlock()`,
 * which a page calls when consent was given or taken back, or when it showed another page without loading one. What it sends is tied to a person only when
 * they send a form. It is written small by hand, so that it can be read where it runs.
 */
export const script = `(function () {
  try {
    var w = window, d = document, n = navigator, s = d.currentScript
    if (!s || w.interlock) return
    var base = new URL(s.src).origin, site = s.getAttribute('data-site'), key = 'interlock-visitor', shown
    var may = function () {
      var said = s.getAttribute('data-consent')
      return n.doNotTrack !== '1' && !n.globalPrivacyControl && (w.interlockConsent === true || (said === 'granted' && w.interlockConsent !== false))
    }
    var visitor = function () {
      var id = localStorage.getItem(key)
      if (!/^[\\w-]{16,40}$/.test(id || '')) {
        id = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (b) { return ('0' + b.toString(16)).slice(-2) }).join('')
        localStorage.setItem(key, id)
      }
      return id
    }
    var each = function (what, then) { Array.prototype.forEach.call(d.querySelectorAll(what), then) }
    var sign = function (id) {
      each('form[action^="' + base + '/f/"]', function (f) {
        var i = f.querySelector('input[name=_visitor]')
        if (!i) { i = d.createElement('input'); i.type = 'hidden'; i.name = '_visitor'; f.appendChild(i) }
        i.value = id
      })
      each('iframe[src^="' + base + '/f/"],a[href^="' + base + '/f/"]', function (e) {
        var at = e.src ? 'src' : 'href', u = new URL(e[at])
        if (u.searchParams.get('v') !== id) { u.searchParams.set('v', id); e[at] = u.href }
      })
    }
    var go = function () {
      try {
        if (!may()) { localStorage.removeItem(key); return }
        var id = visitor(), p = location.pathname, u = {}, q = new URLSearchParams(location.search), r = ''
        ;['source', 'medium', 'campaign', 'term', 'content'].forEach(function (k) { var v = q.get('utm_' + k); if (v) u[k] = v.slice(0, 150) })
        try { r = new URL(d.referrer).hostname } catch (e) {}
        sign(id)
        if (shown === p) return
        shown = p
        n.sendBeacon(base + '/api/v1/visits/' + site, JSON.stringify({ v: id, p: p.slice(0, 500), r: r === location.hostname ? '' : r, u: u }))
      } catch (e) {}
    }
    w.interlock = go
    if (d.readyState === 'loading') d.addEventListener('DOMContentLoaded', go)
    else go()
  } catch (e) {}
})()
`
