declare module 'pg'
