-- Who works here. Times in these tables are real, whatever the clock plays.
create table account (
    id            text primary key,
    login         text not null unique,
    name          text not null,
    unit          text,
    roles         text[] not null,
    password_hash text,
    -- True until its owner has chosen another: who set it knows it.
    password_once boolean not null default false,
    oidc_sub      text unique,
    disabled_at   timestamptz,
    created_at    timestamptz not null default now()
);

-- The browser holds a random word; here stands only its digest.
create table login_session (
    id_hash    text primary key,
    account    text not null references account on delete cascade,
    csrf       text not null,
    user_agent text not null,
    created_at timestamptz not null default now(),
    seen_at    timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index login_session_account on login_session (account);

-- Attempts that failed or are under way, for all processes together.
create table login_attempt (
    id      bigint generated always as identity primary key,
    login   text not null,
    address text not null,
    at      timestamptz not null default now()
);
create index login_attempt_login on login_attempt (login, at);
create index login_attempt_address on login_attempt (address, at);

-- A sign-in that is at the identity provider just now; taken once.
create table openid_flow (
    id_hash    text primary key,
    state      text not null,
    nonce      text not null,
    verifier   text not null,
    next       text not null,
    started_at timestamptz not null default now()
);
