import { notFound } from 'next/navigation'

/** Any address that no other page has: with several root layouts Next needs this to show our own "not found" page. */
export default function Missing() {
  notFound()
}
