-- A replay looks for the last inserts of a tenant.
CREATE INDEX feed_commits_tenant ON feed_commits (tenant_id, last_seq);
