-- Roles and database for a PostgreSQL (15 or newer) of your own. As an administrator of the server:
--     psql -v owner_password=… -v login_password=… -f deploy/database.sql
-- fleetsvc_owner migrates and backs up, fleetsvc_login works; neither may make roles or databases.
-- fleetsvc_login is made NOINHERIT before it is granted the other three, so that a transaction without a scope is refused.
CREATE ROLE fleetsvc_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE fleetsvc_unit NOLOGIN;
CREATE ROLE fleetsvc_office NOLOGIN;
CREATE ROLE fleetsvc_operator NOLOGIN;
CREATE ROLE fleetsvc_login LOGIN NOINHERIT PASSWORD :'login_password';
GRANT fleetsvc_unit, fleetsvc_office, fleetsvc_operator TO fleetsvc_login, fleetsvc_owner;
CREATE DATABASE fleetsvc OWNER fleetsvc_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE fleetsvc FROM PUBLIC;
GRANT CONNECT ON DATABASE fleetsvc TO fleetsvc_login;
