-- No two webhooks tell one address of the same topics. An index cannot hold the topics of
-- one that follows hundreds of shows, nor a long address: it holds their digests.
alter table ops.webhooks drop constraint webhooks_url_topics_key;
create unique index webhooks_once on ops.webhooks
  (md5(url), hash_array_extended(topics, 0));
