/** Under the admin's menu: the way to the office's own pages. */
export function OfficeLink() {
  return (
    <a className="nav__link" href="/admin/ufficio">
      Ufficio: pagamenti e credito
    </a>
  )
}
