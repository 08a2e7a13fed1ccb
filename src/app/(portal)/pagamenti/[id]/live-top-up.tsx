'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** Shows the page's new state as soon as the top-up changes, without loading it again. */
export const LiveTopUp = ({ id, status }: { id: string; status: string }) => {
  const router = useRouter()
  useEffect(() => {
    const source = new EventSource(`/api/v1/top-ups/${id}/live`)
    source.onmessage = ({ data }) => {
      if (JSON.parse(data).status !== status) router.refresh()
    }
    return () => source.close()
  }, [id, status, router])
  return null
}
