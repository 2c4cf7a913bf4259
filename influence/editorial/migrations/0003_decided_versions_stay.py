from django.db import migrations

# Promise 1: what was decided on is what goes out. The text of a version never changes, and a decision can only name
# a hash that its version has. `influence.erasing` is set by the erasure of a person's data alone (domain.md §3.5).
FORWARD = """
CREATE FUNCTION refuse_new_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('influence.erasing', true) = 'on' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a version''s content never changes: write a new version'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER version_content_stays BEFORE UPDATE OF post_id, number, text, media, account_id, audience, content_hash
    ON editorial_version FOR EACH ROW
    WHEN ((OLD.post_id, OLD.number, OLD.text, OLD.media, OLD.account_id, OLD.audience, OLD.content_hash)
        IS DISTINCT FROM (NEW.post_id, NEW.number, NEW.text, NEW.media, NEW.account_id, NEW.audience, NEW.content_hash))
    EXECUTE FUNCTION refuse_new_content();
ALTER TABLE editorial_decision ADD CONSTRAINT decision_names_the_hash
    FOREIGN KEY (version_id, content_hash) REFERENCES editorial_version (id, content_hash);
CREATE TRIGGER decision_is_append_only BEFORE UPDATE OR DELETE ON editorial_decision
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

BACKWARD = """
DROP TRIGGER decision_is_append_only ON editorial_decision;
ALTER TABLE editorial_decision DROP CONSTRAINT decision_names_the_hash;
DROP TRIGGER version_content_stays ON editorial_version;
DROP FUNCTION refuse_new_content();
"""


class Migration(migrations.Migration):
    dependencies = [("editorial", "0002_initial"), ("journal", "0003_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
