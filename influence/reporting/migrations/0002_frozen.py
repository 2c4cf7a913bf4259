from django.db import migrations

# a frozen month never changes; a correction is a new revision.
FORWARD = """
CREATE TRIGGER report_is_frozen BEFORE UPDATE ON reporting_report FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_is_frozen BEFORE UPDATE ON reporting_edition FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER picture_is_frozen BEFORE UPDATE ON reporting_picture FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

BACKWARD = """
DROP TRIGGER picture_is_frozen ON reporting_picture;
DROP TRIGGER edition_is_frozen ON reporting_edition;
DROP TRIGGER report_is_frozen ON reporting_report;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("journal", "0003_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
