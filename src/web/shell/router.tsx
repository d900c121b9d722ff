import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { HomePage } from './home-page.tsx'
import { Layout } from './layout.tsx'
import { screens } from './rooms.ts'
import { MissingPage, RouteFailed, RoutePending } from './route-states.tsx'

/** Builds the routes from what the rooms declare. Search parameters are plain text: `?by=owner`, never JSON. */
export function makeRouter() {
  const root = createRootRoute({ component: Layout, notFoundComponent: MissingPage })
  const own = [
    createRoute({ getParentRoute: () => root, path: '/', component: HomePage }),
    createRoute({
      getParentRoute: () => root,
      path: '/settings',
      component: lazyRouteComponent(() => import('./settings-page.tsx'), 'default'),
    }),
    createRoute({
      getParentRoute: () => root,
      path: '/settings/audit',
      component: lazyRouteComponent(() => import('./audit-page.tsx'), 'default'),
    }),
    createRoute({
      getParentRoute: () => root,
      path: '/settings/rights',
      component: lazyRouteComponent(() => import('./rights-page.tsx'), 'default'),
    }),
    createRoute({
      getParentRoute: () => root,
      path: '/settings/rights/$role',
      component: lazyRouteComponent(() => import('./role-page.tsx'), 'default'),
    }),
    createRoute({
      getParentRoute: () => root,
      path: '/settings/webhooks',
      component: lazyRouteComponent(() => import('./webhooks-page.tsx'), 'default'),
    }),
    createRoute({
      getParentRoute: () => root,
      path: '/settings/retention',
      component: lazyRouteComponent(() => import('./retention-page.tsx'), 'default'),
    }),
    createRoute({
      getParentRoute: () => root,
      path: '/settings/mail',
      component: lazyRouteComponent(() => import('./mail-page.tsx'), 'default'),
    }),
  ]
  const ofRooms = screens.map((screen) =>
    createRoute({ getParentRoute: () => root, path: screen.path, component: lazyRouteComponent(screen.load, 'default') }),
  )
  return createRouter({
    routeTree: root.addChildren([...own, ...ofRooms]),
    defaultPreload: false,
    scrollRestoration: true,
    defaultErrorComponent: RouteFailed,
    defaultPendingComponent: RoutePending,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString()
      return text ? `?${text}` : ''
    },
  })
}
