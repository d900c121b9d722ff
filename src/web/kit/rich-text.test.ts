import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { RichText } from './rich-text.tsx'

test.each([
  ['Ada', 'Ada'],
  ['<strong>bold</strong> <a>link</a>', '&lt;strong&gt;bold&lt;/strong&gt; &lt;a&gt;link&lt;/a&gt;'],
  ['fish &amp; chips', 'fish &amp;amp; chips'],
  ['$t(secret)', '$t(secret)'],
])('what goes into the gaps of a sentence with a link stays text: %s', (name, shown) => {
  const parts = { a: createElement('a', { href: '/who' }) }
  const sentence = createElement(RichText, { text: 'By <a>{{name}}</a>.', parts, gaps: { name } })
  expect(renderToStaticMarkup(sentence)).toBe(`By <a href="/who">${shown}</a>.`)
})
