// node make-database.mjs: makes the database that MYSQL_URL names.
import mysql from 'mysql2/promise'

const url = new URL(process.env.MYSQL_URL)
const name = url.pathname.slice(1)
url.pathname = '/'
const connection = await mysql.createConnection({ uri: url.href })
await connection.query(`create database if not exists ${connection.escapeId(name)}`)
await connection.end()
