export * from './contract/document.ts'
export * from './contract/fields.ts'
export * from './contract/points.ts'
export * from './contract/versions.ts'
