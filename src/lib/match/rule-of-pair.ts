/**
 * Which certain rule two records meet by themselves, for explaining. `exact.ts` decides over whole lists: who comes first at an address, and
 * whether a record without e-mail has joined somebody already. So a pair that meets a rule here need not be one person there.
 */

const SAME_NAME = `(l.normalized_name <> '' AND l.normalized_name = r.normalized_name)`;
const SAME_EMAIL = `(l.normalized_email <> '' AND l.normalized_email = r.normalized_email)`;
const LACKS_EMAIL = `(l.normalized_email = '' OR r.normalized_email = '')`;

/** The rule of two rows `l` and `r` of `standardized_records`, or an empty text. */
export const RULE_OF_PAIR_SQL = `CASE
  WHEN l.kind <> r.kind THEN ''
  WHEN l.kind = 'organisation' THEN CASE WHEN l.normalized_organisation <> '' AND l.normalized_organisation = r.normalized_organisation
    THEN 'organisation-name' ELSE '' END
  WHEN ${SAME_EMAIL} THEN CASE WHEN ${SAME_NAME} OR l.normalized_name = '' OR r.normalized_name = '' THEN 'canonical-email' ELSE 'shared-email' END
  WHEN ${LACKS_EMAIL} AND ${SAME_NAME} AND l.normalized_postcode <> '' AND l.normalized_postcode = r.normalized_postcode THEN 'name-postcode'
  WHEN ${LACKS_EMAIL} AND ${SAME_NAME} AND (l.normalized_postcode = '' OR r.normalized_postcode = '')
    AND (l.normalized_phone <> '' AND l.normalized_phone = r.normalized_phone
      OR l.normalized_address <> '' AND l.normalized_address = r.normalized_address) THEN 'name-contact'
  ELSE '' END`;
